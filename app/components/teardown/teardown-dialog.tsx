import { useEffect, useState } from "react";
import { useSandbox } from "../../live/sandbox/use-sandbox.tsx";
import { Dialog } from "../controls/dialog.tsx";
import type { GitFacts } from "../sandbox/git-facts.ts";
import { useSandboxCommand } from "../sandbox/use-sandbox-command.ts";
import { TeardownForm } from "./teardown-form.tsx";

/** The teardown form over the page; loaded when it is first opened. Closes once the teardown is under way. */
export default function TeardownDialog({ onClose }: { onClose: () => void }) {
  const { record } = useSandbox();
  const { busyWith } = useSandboxCommand(record.name);
  const [asked, setAsked] = useState(false);
  const [git, setGit] = useState<GitFacts | null>(null);
  const serving = record.state === "running" || record.state === "completed";

  useEffect(() => {
    if (!serving) return;
    const stop = new AbortController();
    fetch(`/sandboxes/${record.name}/git`, { signal: stop.signal })
      .then(async (answer) => {
        if (answer.ok) setGit((await answer.json()) as GitFacts | null);
      })
      // Without these facts the dialog still says what is kept; the sandbox may just not answer.
      .catch(() => setGit(null));
    return () => stop.abort();
  }, [record.name, serving]);

  useEffect(() => {
    if (busyWith === "teardown") setAsked(true);
  }, [busyWith]);
  const started = asked && record.operation?.type === "teardown";
  useEffect(() => {
    if (started) onClose();
  }, [started, onClose]);

  return (
    <Dialog title={`Tear down ${record.name}`} onClose={onClose}>
      <TeardownForm record={record} git={git} onCancel={onClose} />
    </Dialog>
  );
}
