import { describe, expect, it } from 'vitest'
import { parseDisposition } from './disposition.ts'

describe('parseDisposition', () => {
  it.each([
    ['form-data; name="a"', 'a', undefined],
    ['form-data; name=a', 'a', undefined],
    ['FORM-DATA;NAME="a";FILENAME="b"', 'a', 'b'],
    ['form-data; name="a;b=\'c"; filename="x; y=z"', "a;b='c", 'x; y=z'],
    ['form-data; name=""; filename=""', '', ''],
    ['form-data; name="a"; filename="b" ;', 'a', 'b'],
    // Browsers escape quotes and line ends, and nothing else.
    ['form-data; name="a%22b%0D%0Ac"; filename="%22.txt"', 'a"b\r\nc', '".txt'],
    ['form-data; name="100%25"; filename="100%25.txt"', '100%25', '100%25.txt'],
    ['form-data; name="a\\"; filename="b\\"', 'a\\', ''],
    ['form-data; name="a\\b\\\\c"', 'a\\b\\\\c', undefined],
    // Go, and curl before 7.81
    ['form-data; name="a\\"b"; filename="d\\"e.txt"', 'a"b', 'd"e.txt'],
    ['form-data; name="a\\""; filename="\\"b\\""', 'a"', '"b"'],
    // Whole paths
    ['form-data; name="a"; filename="C:\\dir\\b.txt"', 'a', 'b.txt'],
    ['form-data; name="a"; filename="../../etc/passwd"', 'a', 'passwd'],
    ['form-data; name="a"; filename="..\\..\\boot.ini"', 'a', 'boot.ini'],
    ['form-data; name="a"; filename=".."', 'a', ''],
    ['form-data; name="a"; filename="dir/"', 'a', ''],
    ['form-data; name="a"; filename="a\u202egpj.exe"', 'a', 'agpj.exe'],
    ['form-data; name="a"; filename="a%0D%0Ab.txt"', 'a', 'ab.txt'],
    // .NET
    ["form-data; name=a; filename=b; filename*=utf-8''gr%C3%BC%C3%9F.txt", 'a', 'grüß.txt'],
    ["form-data; name=a; filename*=UTF-8'en'%2e%2e%2Fb", 'a', 'b'],
  ])('reads %s', (value, name, filename) => {
    expect(parseDisposition(value)).toEqual({ name, filename })
  })

  it.each([
    'form-data',
    'form-data; filename="a"',
    'inline; name="a"',
    'form-data name="a"',
    'form-data; name="a"; NAME="b"',
    'form-data; name="a',
    'form-data; name="a\\"b',
    'form-data; name="a\\";b"',
    'form-data; name="a"b',
    'form-data; name=a b',
    'form-data; name=ä',
    "form-data; name=a; filename*=iso-8859-1''b",
    "form-data; name=a; filename*=utf-8''%ff",
    "form-data; name=a; filename*=utf-8'b",
    'form-data; name=a; filename*="b"',
    '; name=a',
    '',
  ])('refuses %s', (value) => {
    expect(() => parseDisposition(value)).toThrow('content-disposition')
  })

  it('is linear (BD9)', () => {
    for (const filler of ['; a', ';', '\\"', '%22', '" ', '\\', '=']) {
      const value = `form-data; name="${filler.repeat(200_000)}x`
      const started = performance.now()
      expect(() => parseDisposition(value)).toThrow('content-disposition')
      expect(performance.now() - started).toBeLessThan(1000)
    }
  })
})
