/** Share links of the day's sandbox, while it runs. */
import { expect, test } from "vitest";
import type { Day } from "./day.ts";

export function shareTests(day: () => Day): void {
  test("a link lets a guest in until it is taken back", async () => {
    const made = day().client.named<{ share_id: string; url: string }>(
      await day().json(
        "share",
        "day",
        "--minutes",
        "30",
        "--parts",
        "terminal,timeline",
        "--label",
        "Review",
      ),
      "ShareMade",
    );
    const token = made.url.split("/s/")[1];
    const join = await fetch(`${day().product.origin}/api/v1/shared`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: day().product.origin },
      body: JSON.stringify({ token, name: "Gus" }),
    });
    day().client.body(await join.text(), "post /shared");
    const cookie = join.headers
      .getSetCookie()
      .map((one) => one.split(";")[0])
      .join("; ");
    const look = () =>
      fetch(`${day().product.origin}/api/v1/shared/${made.share_id}`, { headers: { cookie } });
    expect((await look()).status).toBe(200);
    const list = day().client.body<{ items: object[] }>(
      await day().json("shares", "day"),
      "get /sandboxes/{name}/shares",
    );
    expect(list.items).toMatchObject([
      { share_id: made.share_id, label: "Review", guests: [{ name: "Gus" }] },
    ]);
    expect((await day().line("shares", "day")).stdout).toMatch(
      /Review +view +terminal, timeline +ends in 30 min +1 +Gus/,
    );

    const revoked = await day().json("unshare", "day", made.share_id);
    expect(day().client.named(revoked, "Share")).toMatchObject({
      share_id: made.share_id,
      status: "revoked",
    });
    expect((await look()).status).not.toBe(200);
    expect((await day().refusal(1, "unshare", "day", "none")).reason_code).toBe("not_found");
    expect((await day().ownRefusal(1, "share", "day", "--minutes", "5", "--password")).reason_code).toBe(
      "invalid_password",
    );
  });
}
