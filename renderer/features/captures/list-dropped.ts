/** Files of one opening at most; more are an accident or belong into a folder that is opened by its path. */
export const mostFiles = 256;

function readEntries(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = directory.createReader();
  const all: FileSystemEntry[] = [];
  return new Promise((resolve, reject) => {
    const next = (): void => {
      reader.readEntries((entries) => {
        if (entries.length === 0 || all.length > mostFiles) resolve(all);
        else {
          all.push(...entries);
          next();
        }
      }, reject);
    };
    next();
  });
}

function readFile(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => {
    entry.file(resolve, reject);
  });
}

/** The files of a drop, those of dropped folders included, in the order they were met; at most {@link mostFiles}. */
export async function listDropped(data: DataTransfer): Promise<File[]> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return [...data.files];
  const files: File[] = [];
  const waiting: FileSystemEntry[] = entries;
  for (let entry = waiting.shift(); entry !== undefined && files.length < mostFiles; entry = waiting.shift()) {
    if (entry.name.startsWith('.')) continue;
    if (entry.isFile) files.push(await readFile(entry as FileSystemFileEntry));
    else if (entry.isDirectory) waiting.push(...(await readEntries(entry as FileSystemDirectoryEntry)));
  }
  return files;
}
