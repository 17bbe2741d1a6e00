// The binary-trees benchmark, with each tree's contents checked: garbage in all generations, and one tree that stays
// (ECMA-335 I.12.1.5)
using System;
using System.Runtime.CompilerServices;

class Tree {
	readonly Tree left, right;
	readonly int item;

	public Tree (int item, Tree left, Tree right)
	{
		this.item = item;
		this.left = left;
		this.right = right;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static Tree Make (int item, int depth)
	{
		return depth == 0 ? new Tree (item, null, null)
			: new Tree (item, Make (2 * item - 1, depth - 1), Make (2 * item, depth - 1));
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public int Check ()
	{
		return left == null ? item : item + left.Check () - right.Check ();
	}

	public int Nodes { get { return left == null ? 1 : 1 + left.Nodes + right.Nodes; } }
}

static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Run (int least, int most)
	{
		Report.Value ("stretch", Tree.Make (0, most + 1).Check ());
		Tree longLived = Tree.Make (7, most);
		for (int depth = least; depth <= most; depth += 2) {
			int count = 1 << (most - depth + least), check = 0;
			for (int i = 1; i <= count; i++)
				check += Tree.Make (i, depth).Check () + Tree.Make (-i, depth).Check () * 3;
			Report.Value ("trees", count);
			Report.Value ("check", check);
		}
		Report.Value ("long-lived", longLived.Check ());
		Report.Value ("nodes", longLived.Nodes);
	}
}

static class Callers {
	public static void Run ()
	{
		Callees.Run (4, 10);
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
