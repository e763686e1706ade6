/** Share links: found by the SHA-256 of their token, whoever made them read along with them. */
import { type SQL, sql } from "drizzle-orm";
import type { Role } from "../domain/access.ts";
import { storedRecord } from "../domain/sandbox/new-record.ts";
import type { SandboxRecord } from "../domain/sandbox.ts";
import { SHARES_PER_SANDBOX, type SharePart, type ShareRole } from "../domain/sharing/share.ts";
import type { ShareFacts } from "../domain/sharing/share-status.ts";
import type { Database } from "./database.ts";
import { randomSecret, sha256Hex } from "./hashing.ts";

const SECRET_FORM = /^[A-Za-z0-9_-]{43}$/;
/** Links that one list shows at most. */
const LISTED = 200;
const DAY_MS = 24 * 3_600_000;
/** How long what ended is kept, to be shown. */
const KEPT_MS = 30 * DAY_MS;

/** Times are epoch ms. */
export interface Share extends ShareFacts {
  readonly id: string;
  readonly sandbox_id: string;
  readonly label: string | null;
  readonly role: ShareRole;
  readonly parts: readonly SharePart[];
  readonly password_hash: string | null;
  readonly created_at: number;
  readonly maker: { readonly user_id: string; readonly name: string; readonly role: Role | null };
}

export interface NewShare
  extends Pick<
    Share,
    | "id"
    | "team_id"
    | "sandbox_id"
    | "label"
    | "role"
    | "parts"
    | "password_hash"
    | "max_uses"
    | "created_at"
    | "expires_at"
  > {
  readonly created_by: string;
  /** Id of the API token that it is made with; null for a browser. */
  readonly made_with: string | null;
}

/** `token` is the only copy there will ever be; null: this sandbox has as many live links as it may, or `made_with` was just revoked. */
export async function createShare(db: Database, share: NewShare): Promise<string | null> {
  const token = randomSecret();
  const { id, team_id, sandbox_id, created_by, made_with, label, role, password_hash, max_uses } = share;
  const inserted = await db.run(sql`
    INSERT INTO shares (id, team_id, sandbox_id, created_by, made_with, hash, label, role, parts, password_hash, max_uses,
                        created_at, expires_at)
    SELECT ${id}, ${team_id}, ${sandbox_id}, ${created_by}, ${made_with}, ${await sha256Hex(token)}, ${label}, ${role},
           ${JSON.stringify(share.parts)}, ${password_hash}, ${max_uses}, ${share.created_at}, ${share.expires_at}
    WHERE (SELECT count(*) FROM shares WHERE sandbox_id = ${sandbox_id} AND revoked_at IS NULL
             AND expires_at > ${share.created_at}) < ${SHARES_PER_SANDBOX}
      AND NOT EXISTS (SELECT 1 FROM tokens WHERE id = ${made_with} AND revoked_at IS NOT NULL)`);
  return inserted.meta.changes === 1 ? token : null;
}

export async function findShareByToken(db: Database, token: string): Promise<Share | undefined> {
  if (!SECRET_FORM.test(token)) return undefined;
  return await one(db, sql`s.hash = ${await sha256Hex(token)}`);
}

export async function findShareById(db: Database, id: string): Promise<Share | undefined> {
  return await one(db, sql`s.id = ${id}`);
}

/** The link by which this guest's secret lets in, and who they are in it. */
export async function findGuestShare(
  db: Database,
  share_id: string,
  secret: string,
): Promise<{ readonly share: Share; readonly guest: SeenGuest } | undefined> {
  if (!SECRET_FORM.test(secret)) return undefined;
  const guest = sql`g.hash = ${await sha256Hex(secret)} AND g.share_id = ${share_id}`;
  const [row] = await db.all<Row & SeenRow>(sql`
    SELECT ${COLUMNS}, g.id AS guest_id, g.name AS guest_name, g.last_seen_at ${FROM}
    JOIN guests g ON g.share_id = s.id WHERE ${guest}`);
  if (!row) return undefined;
  const { guest_id, guest_name, last_seen_at } = row;
  return { share: shareOf(row), guest: { id: guest_id, name: guest_name, last_seen_at } };
}

/** Those that last first: live ones, then ended ones, each newest first. */
export async function listShares(db: Database, sandbox_id: string, now: number): Promise<Share[]> {
  const rows = await db.all<Row>(sql`
    SELECT ${COLUMNS} ${FROM} WHERE s.sandbox_id = ${sandbox_id}
    ORDER BY s.revoked_at IS NULL AND s.expires_at > ${now} DESC, s.created_at DESC, s.id DESC LIMIT ${LISTED}`);
  return rows.map(shareOf);
}

/** "unknown" where this sandbox has no such link. */
export async function revokeShare(
  db: Database,
  { sandbox_id, id }: Pick<Share, "sandbox_id" | "id">,
  now: number,
): Promise<"revoked" | "already" | "unknown"> {
  const where = sql`id = ${id} AND sandbox_id = ${sandbox_id}`;
  const revoked = await db.run(
    sql`UPDATE shares SET revoked_at = ${now} WHERE ${where} AND revoked_at IS NULL`,
  );
  if (revoked.meta.changes === 1) return "revoked";
  const known = await db.get<{ id: string } | undefined>(sql`SELECT id FROM shares WHERE ${where}`);
  return known ? "already" : "unknown";
}

/** With their guests; called by the cron. */
export async function deleteEndedShares(db: Database, now: number): Promise<void> {
  await db.run(sql`DELETE FROM shares WHERE expires_at <= ${now - KEPT_MS}`);
}

interface SeenGuest {
  readonly id: string;
  readonly name: string;
  readonly last_seen_at: number;
}

interface SeenRow {
  readonly guest_id: string;
  readonly guest_name: string;
  readonly last_seen_at: number;
}

type Row = Omit<Share, "parts" | "maker" | "record"> & {
  readonly parts: string;
  readonly created_by: string;
  readonly maker_name: string | null;
  readonly maker_role: Role | null;
  readonly record: string | null;
};

/** A sandbox whose name is another's now is as gone as one that was deleted: nobody can manage its links. */
const COLUMNS = sql`
  s.id, s.team_id, s.sandbox_id, s.created_by, s.label, s.role, s.parts, s.password_hash, s.max_uses,
  (SELECT count(*) FROM guests WHERE share_id = s.id) AS uses,
  s.created_at, s.expires_at, s.revoked_at, u.name AS maker_name, m.role AS maker_role, b.record`;
const FROM = sql`
  FROM shares s
  LEFT JOIN user u ON u.id = s.created_by
  LEFT JOIN members m ON m.team_id = s.team_id AND m.user_id = s.created_by
  LEFT JOIN sandboxes b ON b.id = s.sandbox_id AND b.team_id = s.team_id AND b.replaced_at IS NULL`;

async function one(db: Database, where: SQL): Promise<Share | undefined> {
  const [row] = await db.all<Row>(sql`SELECT ${COLUMNS} ${FROM} WHERE ${where}`);
  return row && shareOf(row);
}

function shareOf({ created_by, maker_name, maker_role, record, parts, ...row }: Row): Share {
  return {
    ...row,
    parts: JSON.parse(parts) as SharePart[],
    maker: { user_id: created_by, name: maker_name ?? "somebody who left", role: maker_role },
    record: record === null ? null : storedRecord(JSON.parse(record) as SandboxRecord),
  };
}
