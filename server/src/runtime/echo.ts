import { isUtf8 } from 'node:buffer';
import type { Invoked } from '../domain/inference/invocation.ts';
import { ECHO_BYTES_MAX } from '../domain/limits.ts';
import type { ModelReply, ModelRequest } from './model-server.ts';

/** What an endpoint answers that no model server stands behind: what it was asked, and who would have served it. */
export function echo({ endpoint, variant }: Invoked, request: ModelRequest): ModelReply {
  const { body, contentType, accept, customAttributes } = request;
  const isText = body.length <= ECHO_BYTES_MAX && isUtf8(body);
  const answer = {
    endpoint: endpoint.name,
    endpointConfig: endpoint.present.configName,
    variant: variant.name,
    model: variant.spec.ModelName,
    contentType,
    accept,
    contentLength: body.length,
    ...(isText && { body: body.toString('utf8') }),
  };
  return {
    body: Buffer.from(`${JSON.stringify(answer)}\n`),
    contentType: 'application/json',
    customAttributes,
  };
}
