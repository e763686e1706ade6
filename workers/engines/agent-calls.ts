import { agentRefusal, checkGeneration, unexpectedAgentAnswer } from "./agent-answers.ts";
import { Deadline } from "./agent-deadline.ts";
import type { AgentTransport } from "./engine.ts";

/** How long the agent may take to begin to answer, and to take in a whole archive. */
const ANSWER_MS = 30_000;
const RESTORE_MS = 60 * 60 * 1000;

/**
 * Requests to one generation's agent. Failures are thrown as EngineError: the agent's own refusal, `agent_timeout`,
 * `generation_mismatch` when another generation answers, `agent_unexpected` when what answers is no agent.
 */
export class AgentCalls {
  readonly #transport: AgentTransport;
  readonly #generation: number;

  constructor(transport: AgentTransport, generation: number) {
    this.#transport = transport;
    this.#generation = generation;
  }

  async json<T>(path: string, init: RequestInit = {}, patience_ms = ANSWER_MS): Promise<T> {
    const deadline = new Deadline();
    deadline.set(patience_ms, path);
    const response = await this.checked(path, { ...init, signal: deadline.signal }, deadline);
    try {
      return (await response.json()) as T;
    } catch (error) {
      throw deadline.expired ?? Object.assign(unexpectedAgentAnswer("not JSON"), { cause: error });
    } finally {
      deadline.clear();
    }
  }

  async bytes(path: string): Promise<Uint8Array> {
    const deadline = new Deadline();
    deadline.set(ANSWER_MS, path);
    const response = await this.checked(path, { signal: deadline.signal }, deadline);
    try {
      return new Uint8Array(await response.arrayBuffer());
    } catch (error) {
      throw deadline.expired ?? error;
    } finally {
      deadline.clear();
    }
  }

  async call(path: string, init: RequestInit): Promise<void> {
    const deadline = new Deadline();
    deadline.set(ANSWER_MS, path);
    const response = await this.checked(path, { ...init, signal: deadline.signal }, deadline);
    deadline.clear();
    await response.body?.cancel();
  }

  /** An answer whose body streams as long as it likes; only its beginning has a deadline. */
  async open(path: string, init: RequestInit = {}, signal?: AbortSignal): Promise<Response> {
    const deadline = new Deadline(signal);
    deadline.set(ANSWER_MS, path);
    const response = await this.checked(path, { ...init, signal: deadline.signal }, deadline);
    deadline.clear();
    return response;
  }

  /** A request whose body is long and whose answer comes after it. */
  async long(path: string, init: RequestInit): Promise<Response> {
    const deadline = new Deadline();
    deadline.set(RESTORE_MS, path);
    const response = await this.checked(path, { ...init, signal: deadline.signal }, deadline);
    deadline.clear();
    return response;
  }

  /** Waits as long as the agent takes: whoever asks knows how long a socket is worth waiting for. */
  async socket(path: string): Promise<WebSocket> {
    const response: Response & { readonly webSocket?: WebSocket | null } = await this.#transport.fetch(path, {
      headers: { upgrade: "websocket" },
    });
    if (response.webSocket) {
      checkGeneration(response, this.#generation);
      return response.webSocket;
    }
    throw response.ok ? unexpectedAgentAnswer("no WebSocket") : await agentRefusal(response);
  }

  /** With the caller's own deadline, which is over once this throws and goes on once it answers. */
  async checked(path: string, init: RequestInit, deadline: Deadline): Promise<Response> {
    let response: Response;
    try {
      response = await this.#transport.fetch(path, init);
    } catch (error) {
      deadline.clear();
      throw deadline.expired ?? error;
    }
    if (response.ok) {
      checkGeneration(response, this.#generation);
      return response;
    }
    deadline.clear();
    throw await agentRefusal(response);
  }
}
