import { type AttributionModel, attributionModels, creditPath } from './credit-path.ts';
import { type NewCredit, replaceCredits } from './credit-store.ts';
import { type AttributionTransaction, findConversions, loadPaths } from './event-store.ts';

/** How many conversions are credited at a time: it bounds memory, whatever a customer has done. */
const batchSize = 500;

const models = Object.keys(attributionModels).filter((name): name is AttributionModel => name in attributionModels);

/** Works out the credits for conversions anew, by every model. The caller holds the lock of their customers. */
export async function creditConversions(
  trx: AttributionTransaction,
  advertiserId: string,
  conversionIds: readonly string[],
): Promise<void> {
  for (let start = 0; start < conversionIds.length; start += batchSize) {
    const batch = conversionIds.slice(start, start + batchSize);
    const conversions = await findConversions(trx, [advertiserId], batch);
    const steps = Map.groupBy(await loadPaths(trx, [advertiserId], batch), ({ conversionId }) => conversionId);
    const credits = conversions.flatMap((conversion) =>
      models.flatMap((model): readonly NewCredit[] =>
        creditPath(model, steps.get(conversion.id) ?? [], conversion.valueMicros).map((credit) => ({
          ...credit,
          model,
          conversion,
        })),
      ),
    );
    await replaceCredits(trx, advertiserId, batch, credits);
  }
}
