// SPDX-License-Identifier: MIT
//
// How long a collection is held up by a thread that computes in a tight loop: for each kind of loop a line with its
// name and, in microseconds, the median and the ninth decile of what GC.Collect (0) took.
using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading;

class Node { public int Value; public Node Next; }

static class Loops {
	public static volatile bool Stop;
	public static double Result;
	static readonly double[] numbers = new double [2000], others = new double [2000];
	static readonly int[] integers = new int [4096];
	static readonly byte[] bytes = new byte [1 << 16], copies = new byte [1 << 16];
	static readonly int[,] matrix = new int [64, 64];

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Empty () { while (!Stop) { } }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Count ()
	{
		long count = 0;
		while (!Stop)
			for (long i = 0; i < 3000000; i++)
				count ^= count * 31 + i;
		Result = count;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Vector ()
	{
		while (!Stop)
			for (int round = 0; round < 1000; round++)
				for (int i = 0; i < numbers.Length; i++)
					numbers [i] = numbers [i] * 0.5 + others [i];
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Sum ()
	{
		int sum = 0;
		while (!Stop)
			for (int round = 0; round < 1000; round++)
				for (int i = 0; i < integers.Length; i++)
					sum += integers [i] * round;
		Result = sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Short ()
	{
		int sum = 0;
		while (!Stop)
			for (int round = 0; round < 100000; round++)
				for (int i = 0; i < 7; i++)
					sum = sum * 31 + integers [i];
		Result = sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Matrix ()
	{
		while (!Stop)
			for (int i = 0; i < 64; i++)
				for (int j = 0; j < 64; j++)
					for (int k = 0; k < 64; k++)
						matrix [i, j] += matrix [i, k] * matrix [k, j];
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Root ()
	{
		double sum = 0;
		while (!Stop)
			for (int i = 1; i < 1000000; i++)
				sum += Math.Sqrt (i) / Math.Sin (i);
		Result = sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Copy ()
	{
		while (!Stop)
			for (int i = 0; i < 100; i++) {
				Buffer.BlockCopy (bytes, 0, copies, 0, bytes.Length);
				for (int j = 0; j < bytes.Length; j++)
					bytes [j] = copies [j];
			}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void List ()
	{
		Node first = null;
		for (int i = 0; i < 1000; i++)
			first = new Node { Value = i, Next = first };
		long sum = 0;
		while (!Stop)
			for (int round = 0; round < 1000; round++)
				for (Node node = first; node != null; node = node.Next)
					sum += node.Value;
		Result = sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static int Fibonacci (int n) { return n < 2 ? n : Fibonacci (n - 1) + Fibonacci (n - 2); }

	public static void Recursion ()
	{
		while (!Stop)
			Result = Fibonacci (25);
	}

	[MethodImpl (MethodImplOptions.NoInlining)] static int Leaf (int a) { return a * 31 + 7; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Calls ()
	{
		int a = 1;
		while (!Stop)
			for (int i = 0; i < 1000000; i++)
				a = Leaf (a);
		Result = a;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Regions ()
	{
		int a = 1;
		while (!Stop)
			for (int i = 0; i < 1000000; i++)
				try {
					a = a * 31 + integers [i & 4095];
				} finally {
					a ^= i;
				}
		Result = a;
	}
}

static class Program {
	const int Collections = 60;

	static double[] Measure (ThreadStart loop)
	{
		var times = new double [Collections];
		var thread = new Thread (loop) { IsBackground = true };
		Loops.Stop = false;
		thread.Start ();
		/* Until the loop is compiled and runs */
		Thread.Sleep (100);
		for (int i = 0; i < Collections; i++) {
			long start = Stopwatch.GetTimestamp ();
			GC.Collect (0);
			times [i] = (Stopwatch.GetTimestamp () - start) * 1e6 / Stopwatch.Frequency;
			Thread.Sleep (1);
		}
		Loops.Stop = true;
		thread.Join ();
		Array.Sort (times);
		return times;
	}

	static void Main ()
	{
		GC.Collect ();
		var loops = new ThreadStart [] {
			Loops.Empty, Loops.Count, Loops.Vector, Loops.Sum, Loops.Short, Loops.Matrix, Loops.Root, Loops.Copy,
			Loops.List, Loops.Recursion, Loops.Calls, Loops.Regions
		};
		foreach (ThreadStart loop in loops) {
			double[] times = Measure (loop);
			Console.WriteLine ("{0} {1:F1} {2:F1}", loop.Method.Name, times [Collections / 2],
				times [Collections * 9 / 10]);
		}
	}
}
