import { z } from 'zod';

// Zod would try to compile checks with `Function`, which the console's content policy refuses. Import this first.
z.config({ jitless: true });
