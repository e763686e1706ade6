/**
 * The header that tells the client's address, where the platform sets it itself and replaces what clients send.
 * A local run has none that can be believed: limits then count all clients together.
 */
export function addressHeader(env: Pick<Env, "ENGINE">): string | null {
  return env.ENGINE === "cloudflare" ? "cf-connecting-ip" : null;
}

export function clientAddress(request: Request, env: Pick<Env, "ENGINE">): string | null {
  const header = addressHeader(env);
  return header && request.headers.get(header);
}
