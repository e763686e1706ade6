/** The engine contract's part about archives: what is restored is what was there, byte for byte. */
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { ContractContext } from "./engine.contract.ts";

const LARGE_FILE_MB = process.env.ENGINE_CONTRACT_LARGE === "1" ? 1000 : 200;

/** Modes, links, empty folders, hostile names, 10,000 files and one large one of bytes that don't compress away. */
const FILL = `
set -e
mkdir -p tree/empty/inner tree/many
cd tree
for i in $(seq 1 10000); do echo "$i" > "many/$i"; done
printf x > "$(printf 'new\\nline')"; printf y > ' leading'; printf z > '-dash'
printf '#!/bin/sh\\n' > run; chmod 755 run; printf s > secret; chmod 400 secret
mkdir locked; printf l > locked/in; chmod 500 locked
ln -s run link; ln -s /nonexistent dangling; ln run hard
openssl enc -aes-128-ctr -K 00112233445566778899aabbccddeeff -iv 00000000000000000000000000000000 \
  -in /dev/zero 2>/dev/null | head -c ${LARGE_FILE_MB}000000 > large
`;

/** One line per entry with everything that must survive, hashed. */
const DESCRIBE = `
cd /workspace
{ find . -printf '%y %m %p %l\\0' | sort -z; find . -type f -print0 | sort -z | xargs -0 sha256sum -z; } | sha256sum
find tree -type f -links 2 | wc -l
`;

export function archiveContract({ agent }: ContractContext): void {
  const run = async (source: string): Promise<string> => {
    const request = { exec_id: crypto.randomUUID(), argv: ["sh", "-c", source], cwd: "/workspace" };
    const result = await agent().run(request);
    const error = new TextDecoder().decode(result.stderr);
    expect({ exit_code: result.exit_code, error }).toEqual({ exit_code: 0, error: "" });
    return new TextDecoder().decode(result.stdout);
  };

  describe("archives", () => {
    test(
      `archive and restore with a file of ${LARGE_FILE_MB} MB`,
      async () => {
        await run(FILL);
        const before = await run(DESCRIBE);
        const hash = createHash("sha256");
        const parts: Uint8Array<ArrayBuffer>[] = [];
        for await (const part of await agent().archive("contract")) {
          hash.update(part);
          parts.push(new Uint8Array(part));
        }
        const size = parts.reduce((sum, part) => sum + part.byteLength, 0);
        expect(await agent().archiveResult("contract")).toMatchObject({
          size_bytes: size,
          content_sha256: hash.digest("hex"),
        });
        await run("chmod -R u+w tree; rm -rf tree; echo other > other");
        await agent().restore(new Blob(parts).stream());
        expect(await run(DESCRIBE)).toBe(before);
        await run("chmod -R u+w tree; rm -rf tree");
      },
      10 * 60_000,
    );
  });
}
