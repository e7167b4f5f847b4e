/** See launcher.mjs. */
export function deskLauncher(
  options: { exec: string; env: Record<string, string> } & ({ profile: string } | { home: string }),
): Promise<string>
