/**
 * A real OpenID provider with its own login form, for tests: whoever enters an address there is that person. Of
 * `ADDRESS#unverified` it says that the address is not confirmed. Arguments: port, redirect URI.
 */
import { createServer } from "node:http";
import Provider from "oidc-provider";

const [port = "", redirect_uri = ""] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "sandbar",
      client_secret: "secret-of-the-provider-tests",
      redirect_uris: [redirect_uri],
      response_types: ["code"],
      grant_types: ["authorization_code"],
    },
  ],
  claims: { email: ["email", "email_verified"], profile: ["name"] },
  pkce: { required: () => true },
  cookies: { keys: ["a key of the provider's own cookies"] },
  async findAccount(_context, login) {
    const [email = "", unverified] = login.split("#");
    const name = email.split("@", 1)[0];
    return {
      accountId: login,
      claims: () => ({ sub: login, name, email, email_verified: unverified === undefined }),
    };
  },
});

const answer = provider.callback();
/** `?issuer=` of /as: in whose name it answers from now on. */
let named = issuer;

createServer((request, response) => {
  const url = new URL(request.url ?? "/", issuer);
  if (url.pathname === "/as") {
    named = url.searchParams.get("issuer") ?? issuer;
    response.end();
  } else if (named !== issuer && url.pathname === "/.well-known/openid-configuration") {
    response.setHeader("content-type", "application/json");
    response.end(
      JSON.stringify({
        issuer: named,
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${issuer}/token`,
        userinfo_endpoint: `${issuer}/me`,
        jwks_uri: `${issuer}/jwks`,
        id_token_signing_alg_values_supported: ["RS256"],
      }),
    );
  } else void answer(request, response);
}).listen(Number(port), "127.0.0.1", () => process.send?.("ready"));

process.on("disconnect", () => process.exit(0));
