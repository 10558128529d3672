/**
 * Accepts the text of a segment, percent-decoded, and gives the value of the parameter; `undefined`: the pattern does not
 * match. It is called for untrusted text, so it must take no longer than in proportion to its length.
 */
export type Constraint<T = unknown> = (text: string) => T | undefined

/** Constraints by name: what stands in `<>` after the name of a parameter. */
export type Constraints = Readonly<Record<string, Constraint>>

/** Constraints of a router that adds none to `int` and `uuid`. */
export type NoConstraints = None

/**
 * The parameters of a pattern, by name: `Params<'/users/:id<int>/files/*path'>` is `{ id: number, path: string }`. Of a union
 * of patterns it has the names of all, those that are not in each of them perhaps `undefined`.
 */
export type Params<Pattern extends string, C extends Constraints = NoConstraints> = string extends Pattern
  ? Readonly<Record<string, unknown>>
  : { readonly [Name in NamesOf<OfEach<Pattern, C>>]: Member<OfEach<Pattern, C>, Name> }

/** The parameters of each pattern of a union, as a union. */
type OfEach<Pattern, C> = Pattern extends `${infer Head}/${infer Tail}`
  ? OfSegment<Head, C> & OfEach<Tail, C>
  : OfSegment<Pattern, C>

/** No members. Not `unknown`, in which the other patterns of a union would vanish. */
// oxlint-disable-next-line typescript/no-generated-empty-object-type -- without members is what it is meant to be
type None = Record<never, never>

type OfSegment<Segment, C> = Segment extends `:${infer Name}<${infer Accepted}>`
  ? { [N in Name]: ValueOf<Accepted, C> }
  : Segment extends `:${infer Name}`
    ? { [N in Name]: string }
    : Segment extends '*'
      ? None
      : Segment extends `*${infer Name}`
        ? { [N in Name]: string }
        : None

/** What a constraint makes of a segment; of one that is not known here nothing is known. */
type ValueOf<Name extends string, C> = Name extends `${string}|${string}`
  ? Alternatives<Name>
  : string extends keyof C
    ? BuiltIn<Name>
    : Name extends keyof C
      ? C[Name] extends Constraint<infer T>
        ? Exclude<T, undefined>
        : unknown
      : BuiltIn<Name>

type BuiltIn<Name> = Name extends 'int' ? number : Name extends 'uuid' ? string : unknown

type Alternatives<Text> = Text extends `${infer First}|${infer Rest}` ? First | Alternatives<Rest> : Text

type NamesOf<Union> = Union extends unknown ? keyof Union : never

type Member<Union, Name> = Union extends unknown
  ? Name extends keyof Union
    ? Union[Name]
    : undefined
  : never
