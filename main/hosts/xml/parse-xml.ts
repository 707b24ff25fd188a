import { SaxesParser } from 'saxes';

/** An element of a document: names without prefixes, so that only the namespace counts. */
export interface XmlElement {
  name: string;
  /** URI of its namespace, '' if none. */
  space: string;
  /** Attributes that are in no namespace. */
  attributes: ReadonlyMap<string, string>;
  children: readonly XmlElement[];
  /** Text directly in it. */
  text: string;
}

/** Most characters of a document; a domain with two hundred disks has about 200,000. */
const LONGEST = 2 * 2 ** 20;
const MOST_ELEMENTS = 30_000;
const DEEPEST = 32;
const MOST_ATTRIBUTES = 64;

/** What ends reading early. */
class Refused extends Error {}

/**
 * Reads an XML document that a host sent. A document type is refused outright, so no entity can be declared and none is
 * ever expanded but the five of XML itself; size, depth and number of elements are bounded.
 */
export function parseXml(text: string): { root: XmlElement } | { problem: string } {
  if (text.length > LONGEST) return { problem: `The XML has ${text.length} characters, at most ${LONGEST} are read.` };
  try {
    return { root: read(text) };
  } catch (problem) {
    if (problem instanceof Refused) return { problem: problem.message };
    throw problem;
  }
}

interface OpenElement extends XmlElement {
  children: XmlElement[];
}

function read(text: string): XmlElement {
  const parser = new SaxesParser({ xmlns: true, position: false });
  const open: OpenElement[] = [];
  let elements = 0;
  let root: XmlElement | null = null;
  const refuse = (why: string): never => {
    throw new Refused(why);
  };
  const addText = (piece: string): void => {
    const element = open.at(-1);
    if (element) element.text += piece;
  };
  parser.on('error', (error) => refuse(`The XML is damaged: ${error.message.replace(/\.$/, '').slice(0, 200)}.`));
  parser.on('doctype', () => refuse('The XML has a document type, which a host has no reason to send.'));
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('opentag', ({ local, uri, attributes }) => {
    elements += 1;
    if (elements > MOST_ELEMENTS) refuse(`The XML has more than ${MOST_ELEMENTS} elements.`);
    if (open.length >= DEEPEST) refuse(`The XML is more than ${DEEPEST} elements deep.`);
    const all = Object.values(attributes);
    if (all.length > MOST_ATTRIBUTES) refuse(`An element has more than ${MOST_ATTRIBUTES} attributes.`);
    const own = all.filter((attribute) => attribute.uri === '');
    const element: OpenElement = {
      name: local,
      space: uri,
      attributes: new Map(own.map((attribute) => [attribute.local, attribute.value])),
      children: [],
      text: '',
    };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(text).close();
  return root ?? refuse('The XML is empty.');
}
