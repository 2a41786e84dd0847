/** Links to the pages of things, written alike everywhere. */

import { Link } from "react-router-dom";
import type { FranchiseRef, StudioRef, TalentRef } from "../data/rows";
import { studioColour } from "../data/studios";
import { Swatch } from "./Swatch";

/** A studio with its colour. */
export function StudioLink({ studio }: { studio: StudioRef }) {
  return (
    <Link to={`/studio/${studio.studio_slug}`}>
      <Swatch colour={studioColour(studio.studio_slug)} />
      {studio.studio_name}
    </Link>
  );
}

/** A franchise. */
export function FranchiseLink({ franchise }: { franchise: FranchiseRef }) {
  return <Link to={`/franchise/${franchise.franchise_slug}`}>{franchise.franchise_name}</Link>;
}

/** A film. */
export function FilmLink({ slug, title }: { slug: string; title: string }) {
  return <Link to={`/film/${slug}`}>{title}</Link>;
}

/** A character. */
export function CharacterLink({ slug, name }: { slug: string; name: string }) {
  return <Link to={`/character/${slug}`}>{name}</Link>;
}

/** Somebody behind the films. */
export function TalentLink({ slug, name }: { slug: string; name: string }) {
  return <Link to={`/talent/${slug}`}>{name}</Link>;
}

/** People, with commas between. */
export function TalentLinks({ talent }: { talent: TalentRef[] }) {
  return talent.map((each, position) => (
    <span key={each.talent_id}>
      {position > 0 && ", "}
      <TalentLink slug={each.talent_slug} name={each.talent_name} />
    </span>
  ));
}
