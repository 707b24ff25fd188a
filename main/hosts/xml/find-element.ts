import type { XmlElement } from './parse-xml.ts';

/** The first element along a path of names in no namespace. */
export function findElement(from: XmlElement | undefined, ...path: string[]): XmlElement | undefined {
  let element = from;
  for (const name of path) element = element?.children.find((child) => child.name === name && child.space === '');
  return element;
}

/** All children of a name in no namespace. */
export function findElements(from: XmlElement | undefined, name: string): XmlElement[] {
  return from?.children.filter((child) => child.name === name && child.space === '') ?? [];
}

/** An attribute, '' where there is none, cut to a length. */
export function attributeOf(element: XmlElement | undefined, name: string, longest = 1024): string {
  return element?.attributes.get(name)?.slice(0, longest) ?? '';
}

/** The text of an element without the space around it, '' where there is none, cut to a length. */
export function textOf(element: XmlElement | undefined, longest = 1024): string {
  return element?.text.trim().slice(0, longest) ?? '';
}
