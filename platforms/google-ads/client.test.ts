import { describePlatformContract } from '../../test/support/platform-contract.ts';
import { googleAdsWith } from '../../test/support/google-ads.ts';

describePlatformContract('Google Ads', googleAdsWith());
