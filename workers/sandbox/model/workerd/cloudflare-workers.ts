/** Stands in for the module `cloudflare:workers`: what the classes of Durable Objects inherit. */
export class DurableObject<Bindings = unknown> {
  protected readonly ctx: unknown;
  protected readonly env: Bindings;

  constructor(ctx: unknown, env: Bindings) {
    this.ctx = ctx;
    this.env = env;
  }
}
