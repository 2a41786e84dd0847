import { Component, type ReactNode } from "react";
import { forgetFailures } from "../data/once";
import { Failed } from "./states";

interface Properties {
  children: ReactNode;
}

interface State {
  error: unknown;
}

/** Shows what went wrong in place of a page, and tries again when asked to. */
export class ErrorBoundary extends Component<Properties, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error };
  }

  override componentDidCatch(): void {
    // What failed stands in place of the page now: here, or on another page, it is asked for anew.
    forgetFailures();
  }

  override render(): ReactNode {
    if (this.state.error === null) {
      return this.props.children;
    }
    return (
      <Failed
        error={this.state.error}
        retry={() => {
          this.setState({ error: null });
        }}
      />
    );
  }
}
