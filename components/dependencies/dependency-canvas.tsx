"use client";

import "@xyflow/react/dist/style.css";
import dagre from "@dagrejs/dagre";
import { useComputedColorScheme } from "@mantine/core";
import { Controls, type Edge, Handle, MarkerType, type Node, type NodeProps, Position, ReactFlow } from "@xyflow/react";
import Link from "next/link";
import { type ReactNode, useMemo } from "react";
import type { GraphView } from "@/lib/dependencies/contract";
import classes from "./dependencies.module.css";
import { edgeBadge } from "./dependency-words";

const size = { width: 176, height: 56 };

type ServiceNode = Node<{ name: string; running: string; href: string; isStart: boolean }, "service">;

export interface DependencyCanvasProps {
  readonly graph: GraphView;
  /** The page with another start. */
  readonly hrefOf: (service: string) => string;
}

/** The graph as boxes and arrows, from who needs to who is needed. The list says the same. */
export function DependencyCanvas({ graph, hrefOf }: DependencyCanvasProps): ReactNode {
  const scheme = useComputedColorScheme("light");
  const { nodes, edges } = useMemo(() => placed(graph, hrefOf), [graph, hrefOf]);
  return (
    <section className={classes.canvas} aria-label="Graph of dependencies; the list has the same">
      <ReactFlow
        // Another part of the graph is another picture, which is shown whole again.
        key={nodes.map(({ id }) => id).join(" ")}
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        colorMode={scheme}
        fitView
        fitViewOptions={{ maxZoom: 1, padding: 0.15 }}
        minZoom={0.1}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        preventScrolling={false}
        proOptions={{ hideAttribution: true }}
      >
        <Controls showInteractive={false} />
      </ReactFlow>
    </section>
  );
}

const nodeTypes = { service: ServiceBox };

function ServiceBox({ data }: NodeProps<ServiceNode>): ReactNode {
  return (
    <>
      <Handle type="target" position={Position.Left} isConnectable={false} style={{ visibility: "hidden" }} />
      <Link className={`${classes.node} nopan`} href={data.href} data-start={data.isStart || undefined}>
        <span>{data.name}</span>
        <span className={classes.muted}>{data.running}</span>
      </Link>
      <Handle type="source" position={Position.Right} isConnectable={false} style={{ visibility: "hidden" }} />
    </>
  );
}

/** Layers from left to right, by dagre. */
function placed(graph: GraphView, hrefOf: (service: string) => string): { nodes: ServiceNode[]; edges: Edge[] } {
  const layout = new dagre.graphlib.Graph();
  layout.setGraph({ rankdir: "LR", nodesep: 24, ranksep: 96 });
  layout.setDefaultEdgeLabel(() => ({}));
  for (const { slug } of graph.nodes) layout.setNode(slug, { ...size });
  for (const { consumer, provider } of graph.edges) layout.setEdge(consumer, provider);
  dagre.layout(layout);
  const nodes = graph.nodes.map(({ slug, name, running }): ServiceNode => {
    const { x = 0, y = 0 } = layout.node(slug) ?? {};
    const words = running === null ? "not known what runs" : running.join(", ") || "nothing runs";
    return {
      id: slug,
      type: "service",
      position: { x: x - size.width / 2, y: y - size.height / 2 },
      data: { name, running: words, href: hrefOf(slug), isStart: slug === graph.service },
    };
  });
  return { nodes, edges: graph.edges.map(arrowOf) };
}

const strokes = { yes: "var(--sb-text-muted)", no: "var(--sb-failed-mark)", unknown: "var(--sb-text-muted)" } as const;

function arrowOf(edge: GraphView["edges"][number]): Edge {
  const { consumer, provider, answer, isIgnored } = edge;
  const isQuiet = answer === "yes" && !isIgnored;
  const color = isIgnored ? strokes.unknown : strokes[answer];
  return {
    id: `${consumer} ${provider}`,
    source: consumer,
    target: provider,
    // Never colour alone: what is not kept or not known says so, and is drawn in another way.
    ...(isQuiet ? {} : { label: edgeBadge(edge).label }),
    style: {
      stroke: color,
      strokeWidth: answer === "no" ? 2.5 : 1.25,
      ...(answer === "unknown" || isIgnored ? { strokeDasharray: "5 4" } : {}),
    },
    markerEnd: { type: MarkerType.ArrowClosed },
  };
}
