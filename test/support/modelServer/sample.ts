interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** The dullest value that a JSON schema allows. */
export const sample = (schema: unknown): unknown => {
  const { type = 'object', enum: choices, const: only, properties = {} } = schema as Schema;
  if (only !== undefined) return only;
  if (choices) return choices[0];
  // Gemini writes the names of types in capitals.
  switch (type.toLowerCase()) {
    case 'object':
      return Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, sample(inner)]));
    case 'array':
      return [];
    case 'boolean':
      return false;
    case 'number':
    case 'integer':
      return 0;
    default:
      return 'scripted';
  }
};
