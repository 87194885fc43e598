import { type PackedVector, packVector } from './pack-vector.ts'

export type EmbeddingConfig = {
  /** The OpenAI-compatible address up to and including the version, e.g. http://127.0.0.1:8000/v1 */
  baseUrl: string
  apiKey: string
  model: string
  /** Asked for, and expected in every answer; null = whatever the model gives. */
  dimensions: number | null
  /** The longest a citizen's question waits for its vector, ms. */
  budgetMs: number
}

/** Turns texts into vectors. Both throw on everything that is not one usable vector a text; they never retry. */
export type EmbeddingModel = {
  embedTexts(texts: readonly string[]): Promise<PackedVector[]>
  embedQuery(text: string): Promise<PackedVector>
}

const TEXTS_TIMEOUT_MS = 30_000
/** A late vector is still good for the same question asked again; after this long nobody wants it. */
const QUERY_TIMEOUT_FACTOR = 3
const QUERIES_AT_ONCE = 32

/** Thrown where the answer came but is no vector we can use. Its message holds no text of a citizen. */
export class UnusableVector extends Error {}

const readVector = (value: unknown, dimensions: number | null): PackedVector => {
  const packed = Array.isArray(value) ? packVector(value) : null
  if (!packed) throw new UnusableVector('the answer holds no vector')
  if (dimensions !== null && packed.length !== dimensions)
    throw new UnusableVector(`expected ${dimensions} dimensions, got ${packed.length}`)
  return packed
}

/**
 * An OpenAI-compatible `/embeddings` address (https://platform.openai.com/docs/api-reference/embeddings). langchain is loaded with the
 * first use, so an installation without a semantic leg never pays for it.
 */
export const createEmbeddingModel = (config: EmbeddingConfig): EmbeddingModel => {
  const load = async (timeout: number, maxConcurrency: number) => {
    const { OpenAIEmbeddings } = await import('@langchain/openai')
    return new OpenAIEmbeddings({
      model: config.model,
      apiKey: config.apiKey,
      // The client's own logging would print what was asked.
      configuration: { baseURL: config.baseUrl, logLevel: 'off' },
      // A retry would spend the budget twice; the lexical ranking is the better second try.
      maxRetries: 0,
      timeout,
      maxConcurrency,
      encodingFormat: 'float',
      ...(config.dimensions === null ? {} : { dimensions: config.dimensions }),
    })
  }
  const forTexts = load(TEXTS_TIMEOUT_MS, 1)
  const forQueries = load(config.budgetMs * QUERY_TIMEOUT_FACTOR, QUERIES_AT_ONCE)
  return {
    embedTexts: async (texts) => {
      const found: unknown[] = await (await forTexts).embedDocuments([...texts])
      const vectors = found.map((value) => readVector(value, config.dimensions))
      if (vectors.length !== texts.length || vectors.some((v) => v.length !== vectors[0]?.length))
        throw new UnusableVector('the vectors of one answer differ in number or dimensions')
      return vectors
    },
    embedQuery: async (text) => readVector(await (await forQueries).embedQuery(text), config.dimensions),
  }
}
