// SPDX-License-Identifier: MIT
//
// What the generated methods work on.
using System.Runtime.CompilerServices;

public class Node {
	public Node next;
	public int x;
}

public struct Big {
	public long a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p;
}

public struct A { public int value; }
public struct B { public long value; }
public struct C { public double value; }

public struct Pair<T, U> {
	public T first;
	public U second;

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Step (int value)
	{
		return value * 3 + 1;
	}
}

public class Data {
	public const int Length = 64;

	public Node[] nodes = new Node [Length];
	public int[] numbers = new int [Length];
	public Big[] structs = new Big [Length];
	public string[] strings;
	public int one = 1;
	public double a = 1.5, b = 0.5;

	public Data ()
	{
		for (int i = 0; i < Length; i++) {
			numbers [i] = i * i + 1;
			structs [i].c = i;
			nodes [i] = new Node { next = new Node { x = i + 1 } };
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Call (int value, int other)
	{
		return value + other;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public int CallOfObject (int value, int other)
	{
		return value - other;
	}
}
