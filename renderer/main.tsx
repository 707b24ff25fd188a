import './data/zod-setup.ts';
import './data/trusted-scripts.ts';
import './ui/fonts.css';
import './ui/tokens.css';
import './ui/base.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createConnection } from './data/connection.ts';
import { dial } from './data/dial.ts';
import { ConnectionProvider } from './data/engine-context.tsx';
import { createQueryCache } from './data/queries.ts';
import { applyTheme } from './features/frame/theme.ts';
import { router } from './routes/router.tsx';
import { Toasts } from './ui/Toasts.tsx';

applyTheme();
const root = document.querySelector('#root');
if (root === null) throw new Error('the page has no root');
createRoot(root).render(
  <StrictMode>
    <ConnectionProvider value={createConnection(dial)}>
      <QueryClientProvider client={createQueryCache()}>
        <Toasts>
          <RouterProvider router={router} />
        </Toasts>
      </QueryClientProvider>
    </ConnectionProvider>
  </StrictMode>,
);
