import { clientAddress } from "../http/client-address.ts";

/** From where a request comes; `address` null where the platform does not tell. */
export function cameFrom(env: Env, request: Request): { readonly address: string | null } {
  return { address: clientAddress(request, env) };
}
