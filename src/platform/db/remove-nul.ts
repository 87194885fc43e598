import {
  type KyselyPlugin,
  OperationNodeTransformer,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type PrimitiveValueListNode,
  type QueryResult,
  type RootOperationNode,
  type UnknownRow,
  type ValueNode,
} from 'kysely'

const NUL = '\u0000'
/** A value as PostgreSQL can hold it. */
export const withoutNul = (value: unknown): unknown =>
  typeof value === 'string' && value.includes(NUL) ? value.replaceAll(NUL, '') : value

class NulRemover extends OperationNodeTransformer {
  protected override transformValue(node: ValueNode): ValueNode {
    return { ...super.transformValue(node), value: withoutNul(node.value) }
  }

  protected override transformPrimitiveValueList(node: PrimitiveValueListNode): PrimitiveValueListNode {
    return { ...super.transformPrimitiveValueList(node), values: node.values.map(withoutNul) }
  }
}

/**
 * Leaves NUL characters out of every value on its way to PostgreSQL, whose text cannot hold them: a citizen's message
 * with one must be received, not answered with a fault.
 */
export const createNulRemover = (): KyselyPlugin => {
  const remover = new NulRemover()
  return {
    transformQuery: (args: PluginTransformQueryArgs): RootOperationNode => remover.transformNode(args.node),
    transformResult: async (args: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> => args.result,
  }
}
