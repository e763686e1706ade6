/** Somebody at a shell with a repository and a token, beside a running product. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { Product } from "../../product/product.ts";
import { GeneratedClient } from "./generated-client.ts";
import { type Ran, sandbar, start } from "./sandbar.ts";

export class Day {
  readonly product: Product;
  readonly client: GeneratedClient;
  readonly token: string;
  /** Where commands are run. */
  readonly cwd: string;
  readonly config: string;
  /** A bare one, with a file `greeting.txt` on `main`. */
  readonly repository: string;

  private constructor(product: Product, client: GeneratedClient) {
    this.product = product;
    this.client = client;
    this.token = product.api.headers.authorization!.replace("Bearer ", "");
    this.cwd = join(product.folder, "person");
    this.config = join(this.cwd, "config");
    this.repository = join(product.repositories, "app.git");
    mkdirSync(this.cwd);
    this.#makeRepository();
  }

  static async begin(): Promise<Day> {
    const product = await Product.start();
    return new Day(product, await GeneratedClient.of(product.origin));
  }

  end(): Promise<void> {
    return this.product.dispose();
  }

  get around() {
    // The line is run many times: it need not be compiled for each.
    const NODE_COMPILE_CACHE = join(this.product.folder, "compiled");
    return { env: { XDG_CONFIG_HOME: this.config, NODE_COMPILE_CACHE }, cwd: this.cwd };
  }

  git(...args: string[]): string {
    const identity = ["-c", "user.name=T", "-c", "user.email=t@example.com"];
    return execFileSync("git", [...identity, ...args], { encoding: "utf8", stdio: "pipe" }).trim();
  }

  /** Runs it, and checks that nobody was shown the token. */
  async line(...argv: string[]): Promise<Ran> {
    return this.fed("", ...argv);
  }

  /** The same with standard input. */
  async fed(stdin: string, ...argv: string[]): Promise<Ran> {
    const ran = await sandbar(argv, this.around, stdin);
    expect(ran.stdout + ran.stderr).not.toContain(this.token);
    return ran;
  }

  start(...argv: string[]) {
    return start(argv, this.around);
  }

  /** What it has said on stdout with `--json`, one line, when it has done what was asked without a further word. */
  async json(...argv: string[]): Promise<string> {
    const ran = await this.line(...asJson(argv));
    expect(ran, argv.join(" ")).toMatchObject({ code: 0, stderr: "" });
    expect(ran.stdout.endsWith("\n") && ran.stdout.indexOf("\n") === ran.stdout.length - 1).toBe(true);
    return ran.stdout;
  }

  /** The API's refusal on stderr, with nothing on stdout. */
  async refusal(code: number, ...argv: string[]): Promise<{ reason_code: string }> {
    return this.client.named(await this.#refused(code, argv), "Error");
  }

  /** The command line's own refusal, which no request was made for. */
  async ownRefusal(code: number, ...argv: string[]): Promise<{ reason_code: string }> {
    const refused = JSON.parse(await this.#refused(code, argv));
    this.client.named(JSON.stringify({ ...refused, request_id: "none" }), "Error");
    return refused;
  }

  async #refused(code: number, argv: readonly string[]): Promise<string> {
    const ran = await this.line(...asJson(argv));
    expect(ran, argv.join(" ")).toMatchObject({ code, stdout: "" });
    return ran.stderr;
  }

  #makeRepository(): void {
    const work = join(this.product.folder, "work");
    this.git("init", "--quiet", "--initial-branch=main", work);
    writeFileSync(join(work, "greeting.txt"), "hello\n");
    this.git("-C", work, "add", ".");
    this.git("-C", work, "commit", "--quiet", "--message=Begin");
    this.git("clone", "--quiet", "--bare", work, this.repository);
  }
}

/** Before what is the command's own. */
function asJson(argv: readonly string[]): string[] {
  return argv.toSpliced(argv[0] === "files" ? 2 : 1, 0, "--json");
}
