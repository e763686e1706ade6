import { useEffect, useState } from "react";

export interface TeamHere {
  readonly team_id: string;
  readonly name: string;
}

/**
 * The team that this browser has been switched to in another tab since this page was loaded; null while it is the
 * page's. Every page tells the others which team it was loaded for: the last one is right.
 */
export function useTeamElsewhere({ team_id, name }: TeamHere): TeamHere | null {
  const [other, setOther] = useState<TeamHere | null>(null);
  useEffect(() => {
    const channel = new BroadcastChannel("team");
    channel.onmessage = ({ data }) => setOther(data.team_id === team_id ? null : data);
    channel.postMessage({ team_id, name });
    return () => channel.close();
  }, [team_id, name]);
  return other;
}
