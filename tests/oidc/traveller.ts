/** A browser without its screen: keeps cookies per host and port, and goes only where it is told to. */

export interface Stop {
  readonly status: number;
  /** Where it is sent, absolute; null when it stays. */
  readonly location: string | null;
  readonly text: string;
}

export class Traveller {
  readonly #jar = new Map<string, Map<string, string>>();

  async get(url: string): Promise<Stop> {
    return await this.#go(url, { method: "GET" });
  }

  /** As a form of the page at `url`'s own origin. */
  async post(url: string, fields: Record<string, string>): Promise<Stop> {
    const headers = { origin: new URL(url).origin };
    return await this.#go(url, { method: "POST", headers, body: new URLSearchParams(fields) });
  }

  /** Follows redirects while they lead to `origin`. */
  async follow(stop: Stop, origin: string): Promise<Stop> {
    let here = stop;
    while (here.location !== null && new URL(here.location).origin === origin) {
      here = await this.get(here.location);
    }
    return here;
  }

  /** Cookies of an origin whose name matches. */
  cookies(origin: string, name: RegExp): string[] {
    return [...(this.#jar.get(origin) ?? [])].filter(([key]) => name.test(key)).map(([, value]) => value);
  }

  /** The same cookies at an origin, in another browser. */
  lendCookies(to: Traveller, origin: string): void {
    to.#jar.set(origin, new Map(this.#jar.get(origin)));
  }

  async #go(url: string, init: RequestInit): Promise<Stop> {
    const { origin } = new URL(url);
    const jar = this.#jar.get(origin) ?? new Map<string, string>();
    this.#jar.set(origin, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { ...(init.headers as Record<string, string>), ...(cookie ? { cookie } : {}) };
    const response = await fetch(url, { ...init, headers, redirect: "manual" });
    for (const text of response.headers.getSetCookie()) {
      const [pair = ""] = text.split(";", 1);
      const at = pair.indexOf("=");
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
      if (value === "" || /max-age=0|expires=thu, 01 jan 1970/i.test(text)) jar.delete(name);
      else jar.set(name, value);
    }
    const location = response.headers.get("location");
    return {
      status: response.status,
      location: location === null ? null : new URL(location, url).href,
      text: await response.text(),
    };
  }
}
