/** Credentials that can be told by their shape or by what stands around them, whatever variable they came from. */

export interface TokenShape {
  readonly shape: RegExp
  /** What a match keeps in front of the mask, as a replacement text. */
  readonly keep: string
}

const NOT_IN_AUTHORITY = '\\s/?#"\'<>`\\\\'

/** Each begins at a fixed mark or a word boundary, so that a long line costs no more than one look at each character. */
export const TOKEN_SHAPES: readonly TokenShape[] = [
  // RFC 3986 authority: `user:password@host`; with http also `token@host`. A lone `git@` is only a name.
  { shape: new RegExp(`(://)[^${NOT_IN_AUTHORITY}:@]*:[^${NOT_IN_AUTHORITY}]*(?=@)`, 'g'), keep: '$1' },
  { shape: new RegExp(`(\\bhttps?://)(?!git@)[^${NOT_IN_AUTHORITY}:@]+(?=@)`, 'gi'), keep: '$1' },
  { shape: /\b(authorization["']?\s*[:=]\s*["']?(?:basic|bearer|digest|negotiate|token)\s+)[^\s"',]+/gi, keep: '$1' },
  { shape: /\b(authorization["']?\s*[:=]\s*["']?)(?=\S*\d)[^\s"',]{16,}/gi, keep: '$1' },
  { shape: /\b(bearer\s+)(?=\S*\d)[\w.~+/=-]{20,}/gi, keep: '$1' },
  { shape: /(\b_(?:authToken|auth|password)["']?\s*[:=]\s*["']?)(?!\$\{)[^\s"',]+/g, keep: '$1' },
  { shape: /-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?/g, keep: '' },
  { shape: /\bnpm_[A-Za-z0-9]{20,}/g, keep: '' },
  { shape: /\bgh[oprsu]_[A-Za-z0-9]{20,}/g, keep: '' },
  { shape: /\bgithub_pat_\w{20,}/g, keep: '' },
  { shape: /\bgl(?:agent|cbt|dt|ft|imt|pat|ptt|rt|soat)-[\w-]{20,}/g, keep: '' },
  { shape: /\bxox[abeprs]-[\w-]{10,}/g, keep: '' },
  { shape: /\bpypi-[\w-]{50,}/g, keep: '' },
  { shape: /\bdckr_pat_[\w-]{20,}/g, keep: '' },
  { shape: /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]+/g, keep: '' },
]
