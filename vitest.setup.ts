import fc from 'fast-check';

// Properties are tried on the same inputs in every run, so a red run can be run again; MIEN_SEED looks elsewhere.
fc.configureGlobal({ seed: Number(process.env['MIEN_SEED'] ?? 7) });
