import { CopyButton } from "../controls/copy-button.tsx";

/** For the day the app is lost; shown once. */
export function BackupCodes({ codes }: { codes: readonly string[] }) {
  return (
    <div role="status" className="grid gap-3 rounded-lg border border-current p-3 text-ok tinted">
      <p className="text-text">
        <strong className="font-medium">The second factor is on.</strong> Keep these backup codes where the
        app is not: each lets you in once without it. They are not shown again.
      </p>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(8rem,1fr))] gap-x-4 gap-y-1 font-mono text-text">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div>
        <CopyButton text={codes.join("\n")} label="Copy all" />
      </div>
    </div>
  );
}
