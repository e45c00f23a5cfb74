/** Half of a platform's credentials: meant to be the real one, and not enough to reach it. Names what is missing. */
export class PlatformCredentialsError extends Error {
  constructor(platform: string, missing: readonly string[]) {
    super(`${platform}: ${missing.join(', ')} must be set too, or none of its variables.`);
    this.name = 'PlatformCredentialsError';
  }
}
