import { useLayoutEffect, useRef, type RefObject } from "react";
import { NavigationType, useLocation, useNavigationType } from "react-router-dom";

/**
 * Takes a reader who followed a link to the top of the page, by sight and by focus: otherwise both
 * stay where the link was. Going back is left alone, where the browser restores the place itself.
 *
 * @returns For the element that holds the page.
 */
export function useArrival<Element extends HTMLElement>(): RefObject<Element | null> {
  const element = useRef<Element>(null);
  const { pathname } = useLocation();
  const arrived = useRef(pathname);
  const back = useNavigationType() === NavigationType.Pop;
  useLayoutEffect(() => {
    if (arrived.current !== pathname && !back) {
      window.scrollTo(0, 0);
      element.current?.focus({ preventScroll: true });
    }
    arrived.current = pathname;
  }, [pathname, back]);
  return element;
}
