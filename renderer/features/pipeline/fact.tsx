/** One name and value of a list of facts. */
export function Fact({ name, value, isBad = false }: { name: string; value: string; isBad?: boolean }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={isBad ? 'err' : ''}>{value}</dd>
    </div>
  );
}
