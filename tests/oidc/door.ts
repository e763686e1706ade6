/** The way through tests/oidc/provider.ts, from the product and back to it. */
import { type Stop, Traveller } from "./traveller.ts";

export class Door {
  readonly #product: string;
  readonly #issuer: string;

  constructor(product: string, issuer: string) {
    this.#product = product;
    this.#issuer = issuer;
  }

  /** To the provider's door, as the sign-in page's form leads there. */
  async depart(traveller: Traveller, fields: Record<string, string> = {}): Promise<Stop> {
    return await traveller.post(`${this.#product}/sign-in/oidc`, { next: "/settings/account", ...fields });
  }

  /** Logs in and consents there; answers the way back, not yet gone. */
  async logIn(traveller: Traveller, url: string, login: string): Promise<string> {
    let stop = await traveller.follow(await traveller.get(url), this.#issuer);
    for (let page = 0; page < 3 && stop.location === null; page += 1) {
      const action = /<form[^>]+action="([^"]+)"/.exec(stop.text)?.[1];
      const prompt = /name="prompt" value="([^"]+)"/.exec(stop.text)?.[1];
      if (!action || !prompt) throw new Error(`no form at the provider: ${stop.text.slice(0, 500)}`);
      const credentials: Record<string, string> = prompt === "login" ? { login, password: "any" } : {};
      stop = await traveller.follow(await traveller.post(action, { prompt, ...credentials }), this.#issuer);
    }
    if (stop.location === null) throw new Error(`the provider sends nobody back: ${stop.text.slice(0, 500)}`);
    return stop.location;
  }

  /** There and back; where the product then leads. */
  async arriveAs(login: string, traveller = new Traveller(), fields = {}): Promise<Stop> {
    const url = addressIn(await this.depart(traveller, fields));
    return await traveller.get(await this.logIn(traveller, url, login));
  }

  /** The product's session cookies. */
  session(traveller: Traveller): string[] {
    return traveller.cookies(this.#product, /session_token$/);
  }
}

/** The provider's address on the page that leads there. */
export function addressIn(page: Stop): string {
  const found = /content="0;url=([^"]+)"/.exec(page.text)?.[1];
  if (!found) throw new Error(`no way to the provider in: ${words(page).slice(0, 500)}`);
  return found.replaceAll("&amp;", "&");
}

/** What a page says, without its markup. */
export function words({ text }: Stop): string {
  return text.replace(/<script[\s\S]*?<\/script>/g, "").replace(/<[^>]+>/g, " ");
}
