import protobuf from "protobufjs";

/**
 * The parts of OTLP that are read, from opentelemetry-proto (Apache-2.0). Fields that are not here are passed over, nested values
 * among them, so that no body can make the reader go deep.
 */
const source = `
syntax = "proto3";
message KeyValue { string key = 1; AnyValue value = 2; }
message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; } }
message Resource { repeated KeyValue attributes = 1; }
message Status { int32 code = 3; }
message Span {
  int32 kind = 6; fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KeyValue attributes = 9; Status status = 15;
}
message ScopeSpans { repeated Span spans = 2; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
message TraceRequest { repeated ResourceSpans resource_spans = 1; }
message HistogramDataPoint {
  repeated KeyValue attributes = 9; fixed64 start_time_unix_nano = 2; fixed64 time_unix_nano = 3; fixed64 count = 4;
  repeated fixed64 bucket_counts = 6; repeated double explicit_bounds = 7;
}
message Histogram { repeated HistogramDataPoint data_points = 1; int32 aggregation_temporality = 2; }
message Buckets { sint32 offset = 1; repeated uint64 bucket_counts = 2; }
message ExponentialHistogramDataPoint {
  repeated KeyValue attributes = 1; fixed64 start_time_unix_nano = 2; fixed64 time_unix_nano = 3; fixed64 count = 4;
  sint32 scale = 6; fixed64 zero_count = 7; Buckets positive = 8;
}
message ExponentialHistogram { repeated ExponentialHistogramDataPoint data_points = 1; int32 aggregation_temporality = 2; }
message Metric {
  string name = 1; string unit = 3; oneof data { Histogram histogram = 9; ExponentialHistogram exponential_histogram = 10; }
}
message ScopeMetrics { repeated Metric metrics = 2; }
message ResourceMetrics { Resource resource = 1; repeated ScopeMetrics scope_metrics = 2; }
message MetricsRequest { repeated ResourceMetrics resource_metrics = 1; }
message PartialSuccess { int64 rejected = 1; string error_message = 2; }
message ExportResponse { PartialSuccess partial_success = 1; }
message RpcStatus { int32 code = 1; string message = 2; }
`;

const { root } = protobuf.parse(source);
const traceRequest = root.lookupType("TraceRequest");
const metricsRequest = root.lookupType("MetricsRequest");
const exportResponse = root.lookupType("ExportResponse");
const rpcStatus = root.lookupType("RpcStatus");

/** A body in protobuf as the same shape that OTLP has in JSON. Throws for bytes that are none. */
export function decodeRequest(signal: "traces" | "metrics", bytes: Uint8Array): unknown {
  const type = signal === "traces" ? traceRequest : metricsRequest;
  return type.toObject(type.decode(bytes), { longs: String, defaults: false, arrays: true });
}

/** The answer of an export: empty when all was taken. */
export function encodeResponse(rejected: number, message: string): Uint8Array {
  const partial = rejected > 0 ? { partialSuccess: { rejected, errorMessage: message } } : {};
  return exportResponse.encode(exportResponse.fromObject(partial)).finish();
}

/** A google.rpc.Status, which errors of OTLP/HTTP have as body. */
export function encodeStatus(code: number, message: string): Uint8Array {
  return rpcStatus.encode(rpcStatus.fromObject({ code, message })).finish();
}
