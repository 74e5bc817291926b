import { type Html, markup } from './escape.ts';

/** Text that many behaviours have in common, kept once; a behaviour refers to it by its number. */
export class SharedTexts {
  private readonly numbers = new Map<string, number>();

  /** A place that shows the text once it is opened. */
  refer(text: string): Html {
    const number = this.numbers.get(text) ?? this.numbers.size;
    this.numbers.set(text, number);
    return markup`<span data-text="${number}"></span>`;
  }

  /** All of them, for the script of the page. */
  get all(): Html {
    return markup`${[...this.numbers].map(([text, number]) => markup`<template id="text-${number}">${text}</template>`)}`;
  }
}
