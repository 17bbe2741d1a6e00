// Linked structures survive collections: trees, lists, old objects that point to new ones (ECMA-335 I.12.1.5)
using System;
using System.Runtime.CompilerServices;

class Node { public Node Left, Right; public int Value; public string Name; }

static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static Node Build (int depth, int value)
	{
		var node = new Node { Value = value, Name = "n" + value };
		if (depth > 0) {
			node.Left = Build (depth - 1, 2 * value);
			node.Right = Build (depth - 1, 2 * value + 1);
		}
		return node;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long Sum (Node node)
	{
		return node == null ? 0 : node.Value + node.Name.Length + Sum (node.Left) + Sum (node.Right);
	}

	/* An old tree gets new leaves again and again: each store needs its card */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Renew (Node node, int round)
	{
		while (node.Left != null) {
			if (node.Left.Left == null) {
				node.Left = new Node { Value = round, Name = "renewed" + round };
				node.Right = new Node { Value = -round, Name = new string ('r', round % 10) };
				return;
			}
			node = (round & 1) == 0 ? node.Left : node.Right;
			round >>= 1;
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static Node Chain (int length)
	{
		Node first = null;
		for (int i = 0; i < length; i++) {
			first = new Node { Left = first, Value = i, Name = i % 100 == 0 ? "x" + i : "y" };
			if (i % 20000 == 0)
				GC.Collect (i % 40000 == 0 ? 1 : 0);
		}
		return first;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long Length (Node first)
	{
		long sum = 0;
		for (; first != null; first = first.Left)
			sum += first.Value ^ first.Name.Length;
		return sum;
	}
}

static class Callers {
	public static void Run ()
	{
		Node tree = Callees.Build (12, 1);
		Report.Value ("sum", Callees.Sum (tree));
		GC.Collect ();
		for (int round = 0; round < 60000; round++) {
			Callees.Renew (tree, round);
			if (round % 15000 == 0)
				GC.Collect ();
		}
		Report.Value ("sum", Callees.Sum (tree));
		Report.Value ("chain", Callees.Length (Callees.Chain (100000)));
		for (int i = 0; i < 20; i++)
			Report.Value ("garbage", Callees.Sum (Callees.Build (10, i)));
		Report.Value ("sum", Callees.Sum (tree));
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
