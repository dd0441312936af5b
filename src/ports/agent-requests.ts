/** Questions to an agent on another host, such as what a draft rule would make of its files. */
export interface AgentRequests {
  /**
   * Asks an agent; gives its answer. Rejects with the agent's own error, TIMEOUT when it does not answer in time,
   * PERMISSION_DENIED when this user may not ask.
   */
  ask(agent: string, question: unknown, signal: AbortSignal): Promise<unknown>;
  /** Answers what is asked of an agent, one question after the other, until the signal aborts; goes on through trouble. */
  answer(agent: string, reply: Reply, signal: AbortSignal): Promise<void>;
}

/** Its signal aborts when whoever asked has left. */
export type Reply = (question: unknown, signal: AbortSignal) => Promise<unknown>;
