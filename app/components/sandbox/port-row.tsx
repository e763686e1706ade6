import { ExternalLink } from "lucide-react";
import { ButtonLink } from "../controls/button.tsx";
import { CopyButton } from "../controls/copy-button.tsx";

interface PortRowProps {
  sandbox: string;
  port: number;
  /** Of the program that listens, when the sandbox tells. */
  process: string | null;
  pid: number | null;
  address: string;
  /** For others to open it by; null where there are no previews. */
  url: string | null;
}

export function PortRow({ sandbox, port, process, pid, address, url }: PortRowProps) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-48">
        <p className="font-medium">
          <span className="font-mono">{port}</span>
          {process ? <> · {process}</> : null}
        </p>
        <p className="mt-0.5 text-muted text-xs">
          listens on <span className="font-mono">{address}</span>
          {pid === null ? null : <> · process {pid}</>}
        </p>
      </div>
      {url === null ? null : (
        <div className="flex flex-wrap gap-1.5">
          <ButtonLink
            to={`/sandboxes/${sandbox}/ports/${port}/open`}
            target="_blank"
            rel="noopener noreferrer"
            reloadDocument
            size="small"
            aria-label={`Open port ${port} in a new tab`}
          >
            <ExternalLink className="size-3.5" aria-hidden /> Open
          </ButtonLink>
          <CopyButton text={url} label="Copy address" />
        </div>
      )}
    </li>
  );
}
