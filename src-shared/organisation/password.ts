import { z } from 'zod'

/** How long a password is at least, in letters; at most as signing in takes it. */
export const passwordLength = { least: 8, most: 256 } as const

/** A person changes their own password: the old one proves that it is them (AD-52). */
export const changePasswordRequest = z.object({
  oldPassword: z.string().min(1).max(passwordLength.most),
  newPassword: z.string().min(1).max(passwordLength.most),
})
export type ChangePassword = z.infer<typeof changePasswordRequest>

/** Why a password cannot be taken, by its code; undefined where it can (AD-53). Desk and server ask the same. */
export function passwordTrouble(login: string, { oldPassword, newPassword }: ChangePassword): string | undefined {
  if ([...newPassword].length < passwordLength.least) return 'SE-PASSWORD-SHORT'
  if (newPassword.toLowerCase().includes(login.toLowerCase())) return 'SE-PASSWORD-LOGIN'
  if (new Set(newPassword).size < 4) return 'SE-PASSWORD-PLAIN'
  return newPassword === oldPassword ? 'SE-PASSWORD-SAME' : undefined
}
