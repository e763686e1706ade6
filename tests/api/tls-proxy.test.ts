/** The product behind a proxy that ends TLS, as README says: people's origin is https, what arrives here is not. */
import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ProductProcess, startProduct } from "./product-process.ts";

const PUBLIC = "https://sandbar.example.com";
const ACCOUNT = { team: "Proxy", name: "Ada", email: "ada@example.com", password: "correct horse battery" };
let product: ProductProcess;

beforeAll(async () => {
  product = await startProduct({ PUBLIC_URL: PUBLIC });
});
afterAll(() => product?.stop());

/** A form as the proxy hands it on. */
function sendForm(path: string, origin: string, fields: Record<string, string>) {
  const headers = {
    host: new URL(PUBLIC).host,
    origin,
    "content-type": "application/x-www-form-urlencoded",
    "x-forwarded-proto": "https",
  };
  return new Promise<{ status: number; cookies: string[] }>((resolve, reject) => {
    const sent = request(`${product.origin}${path}`, { method: "POST", headers }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, cookies: response.headers["set-cookie"] ?? [] });
    });
    sent.on("error", reject);
    sent.end(new URLSearchParams(fields).toString());
  });
}

test("forms of the pages work, their cookies are Secure, and other sites' forms are refused", async () => {
  const made = await sendForm("/setup", PUBLIC, { setup_token: product.setup_token, ...ACCOUNT });
  expect(made.status).toBe(302);
  const signed = await sendForm("/sign-in", PUBLIC, { email: ACCOUNT.email, password: ACCOUNT.password });
  expect(signed.status).toBe(302);
  expect(signed.cookies.join()).toMatch(/__Host-sandbar\.session_token=.*Secure/);
  const foreign = await sendForm("/sign-in", "https://evil.example", { email: "x", password: "x" });
  expect(foreign.status).toBe(403);
});
