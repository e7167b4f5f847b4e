import { config } from 'zod'

// zod would try `new Function` to compile its parsers; the page's policy forbids it and would report each try (UI-01)
config({ jitless: true })
