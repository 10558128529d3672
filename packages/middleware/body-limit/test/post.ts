/** Sends content, whole or in chunks without a length. @returns status and content of the answer */
export async function post(
  url: string,
  content: string | readonly string[],
  type = 'text/plain',
): Promise<[number, string]> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': type },
    ...(typeof content === 'string' ? { body: content } : { body: streamOf(content), duplex: 'half' }),
  })
  return [answer.status, await answer.text()]
}

function streamOf(chunks: readonly string[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk))
      controller.close()
    },
  })
}
