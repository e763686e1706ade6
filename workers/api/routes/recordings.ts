import { ok } from "../../domain/refusal.ts";
import { CAST_TYPE } from "../../domain/terminal/recording.ts";
import { deleteRecording, downloadRecording, listRecordings } from "../../services/keeping/recordings.ts";
import { download } from "../download.ts";
import { json, noContent, type Route, route } from "../route.ts";
import { items, sandboxParams } from "../schemas/common.ts";
import { recording, recordingParams } from "../schemas/recording.ts";

/** What was recorded of a sandbox's terminals. Switching that on is a change of the sandbox (clocks.ts). */
export const recordingRoutes: readonly Route[] = [
  route({
    method: "get",
    path: "/sandboxes/{name}/recordings",
    summary: "Recordings of its terminals, newest first",
    ability: "sandboxes.read",
    params: sandboxParams,
    answers: { 200: { description: "All of them", schema: items(recording) } },
    handle: async ({ context, params }) => json(await listRecordings(context, params)),
  }),
  route({
    method: "get",
    path: "/sandboxes/{name}/recordings/{recording_id}/content",
    summary: "A recording as an asciicast v2 file; of one that is being made, up to now",
    ability: "sandboxes.read",
    params: recordingParams,
    answers: { 200: { description: "The file, as an attachment", type: CAST_TYPE } },
    handle: async ({ context, params }) => {
      const answer = await downloadRecording(context, params);
      return answer.ok ? ok(download(answer.value, `${params.name}.cast`, CAST_TYPE)) : answer;
    },
  }),
  route({
    method: "delete",
    path: "/sandboxes/{name}/recordings/{recording_id}",
    summary: "Delete a recording that has ended, and its bytes",
    ability: "sandboxes.change",
    params: recordingParams,
    answers: { 204: { description: "It is gone" } },
    handle: async ({ context, params }) => noContent(await deleteRecording(context, params)),
  }),
];
