export interface TopicPartition {
  topic: string;
  partition: number;
}

/** Key of a partition for maps; no topic's name has a slash. */
export function partitionKey({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}

/** Requests name each topic once. */
export function byTopic<T extends TopicPartition>(items: Iterable<T>): [string, T[]][] {
  const topics = new Map<string, T[]>();
  for (const item of items) {
    const own = topics.get(item.topic);
    if (own === undefined) topics.set(item.topic, [item]);
    else own.push(item);
  }
  return [...topics];
}
