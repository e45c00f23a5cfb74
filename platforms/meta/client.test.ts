import { metaWith } from '../../test/support/meta.ts';
import { describePlatformContract } from '../../test/support/platform-contract.ts';

describePlatformContract('Meta', metaWith());
