// Loops without calls, suspended for another thread's collections, keep the objects that they run over, though they may
// hold nothing but addresses below, beyond or between them (ECMA-335 I.12.1.5)
using System;
using System.Runtime.CompilerServices;
using System.Threading;

struct Pair { public long A; public string B; }
class Node { public int Value; public Node Next; }

static class Callees {
	public static volatile bool Stop;
	public static int Collections;

	[MethodImpl (MethodImplOptions.NoInlining)]
	static int[] MakeNumbers (int length)
	{
		var numbers = new int [length];
		for (int i = 0; i < length; i++)
			numbers [i] = i * 5 + 1;
		return numbers;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static Pair[] MakePairs (int length)
	{
		var pairs = new Pair [length];
		for (int i = 0; i < length; i++)
			pairs [i] = new Pair { A = i * 3, B = "pair" + i };
		return pairs;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static string[] MakeTexts (int length)
	{
		var texts = new string [length];
		for (int i = 0; i < length; i++)
			texts [i] = "text" + i;
		return texts;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static Node MakeNodes (int length)
	{
		Node first = null;
		for (int i = 0; i < length; i++)
			first = new Node { Value = i, Next = first };
		return first;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static string MakeText (int length) { return new string ('t', length) + "!"; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long ConstantOffset (int length, int rounds)
	{
		int[] numbers = MakeNumbers (length);
		long sum = 0;
		for (int round = 0; round < rounds; round++)
			for (int i = 5000; i < length + 5000; i++)
				sum = sum * 31 + numbers [i - 5000];
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long Backwards (int length, int rounds)
	{
		int[] numbers = MakeNumbers (length);
		long sum = 0;
		for (int round = 0; round < rounds; round++)
			for (int i = 0; i < length; i++)
				sum = sum * 31 + numbers [length - i - 1];
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Vectorised (int length, int rounds)
	{
		int[] a = MakeNumbers (length), b = MakeNumbers (length);
		int sum = 0;
		for (int round = 0; round < rounds; round++)
			for (int i = 0; i < a.Length && i < b.Length; i++)
				sum += a [i] ^ b [i] * round;
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Copies (int length, int rounds)
	{
		int[] from = MakeNumbers (length), into = MakeNumbers (length + 1);
		for (int round = 0; round < rounds; round++)
			for (int i = 0; i < from.Length; i++)
				into [i + 1] = from [i] + into [i];
		return into [length] + into [length / 2];
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long Fields (int length, int rounds)
	{
		Pair[] pairs = MakePairs (length);
		long sum = 0;
		for (int round = 0; round < rounds; round++)
			for (int i = length; i > 0; i--) {
				pairs [i - 1].A++;
				sum = sum * 31 + pairs [i - 1].A + pairs [i - 1].B.Length;
			}
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long Stores (int length, int rounds)
	{
		string[] texts = MakeTexts (length), into = new string [length];
		long sum = 0;
		for (int round = 0; round < rounds; round++)
			for (int i = 1000; i < length + 1000; i++) {
				into [i - 1000] = texts [(i + round) % length];
				sum += into [i - 1000].Length;
			}
		for (int i = 0; i < length; i++)
			sum = sum * 31 + into [i] [into [i].Length - 1];
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long List (int length, int rounds)
	{
		Node first = MakeNodes (length);
		long sum = 0;
		for (int round = 0; round < rounds; round++)
			for (Node node = first; node != null; node = node.Next)
				sum = sum * 31 + node.Value++;
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long Matrix (int size, int rounds)
	{
		var matrix = new int [size, size];
		long sum = 0;
		for (int round = 0; round < rounds; round++)
			for (int i = size - 1; i >= 0; i--)
				for (int j = size - 1; j >= 0; j--)
					sum = sum * 31 + (matrix [j, i] += i * j + round);
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long Jagged (int size, int rounds)
	{
		var matrix = new int [size] [];
		for (int i = 0; i < size; i++)
			matrix [i] = MakeNumbers (size);
		long sum = 0;
		for (int round = 0; round < rounds; round++)
			for (int i = 0; i < size; i++) {
				int[] row = matrix [i];
				matrix [i] = null;
				for (int j = 0; j < size; j++)
					sum = sum * 31 + row [size - 1 - j];
				matrix [i] = row;
			}
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long Text (int length, int rounds)
	{
		string text = MakeText (length);
		long sum = 0;
		for (int round = 0; round < rounds; round++)
			for (int i = 700; i < text.Length + 700; i++)
				sum = sum * 31 + text [i - 700];
		return sum;
	}

	/* References that go round in the loop */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long Rotate (int rounds)
	{
		int[] a = MakeNumbers (10), b = MakeNumbers (20), c = MakeNumbers (30);
		long sum = 0;
		for (int round = 0; round < rounds; round++) {
			int[] next = a;
			a = b;
			b = c;
			c = next;
			sum = sum * 31 + a [round % 10] + b [9 - round % 10] + c.Length;
		}
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long ByReference (int length, int rounds)
	{
		ref int middle = ref MakeNumbers (length) [length / 2];
		long sum = 0;
		for (int round = 0; round < rounds; round++) {
			middle ^= round;
			sum = sum * 31 + middle;
		}
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long InTry (int length, int rounds)
	{
		int[] numbers = MakeNumbers (length);
		long sum = 0;
		for (int round = 0; round < rounds; round++)
			try {
				for (int i = 300; i <= length + 300; i++)
					sum = sum * 31 + numbers [i - 300];
			} catch (IndexOutOfRangeException) {
				for (int i = 0; i < length; i++)
					sum += numbers [length - 1 - i];
			} finally {
				for (int i = 0; i < length; i++)
					numbers [length - 1 - i]++;
			}
		return sum;
	}
}

static class Callers {
	static void Collect ()
	{
		while (!Callees.Stop) {
			Garbage.Collect ();
			Interlocked.Increment (ref Callees.Collections);
		}
	}

	public static void Run ()
	{
		var collector = new Thread (Collect);
		collector.Start ();
		for (int i = 0; i < 8; i++) {
			Report.Value ("constant offset", Callees.ConstantOffset (500, 2000));
			Report.Value ("backwards", Callees.Backwards (500, 2000));
			Report.Value ("vectorised", Callees.Vectorised (500, 5000));
			Report.Value ("copies", Callees.Copies (500, 2000));
			Report.Value ("fields", Callees.Fields (100, 10000));
			Report.Value ("stores", Callees.Stores (200, 2000));
			Report.Value ("list", Callees.List (200, 5000));
			Report.Value ("matrix", Callees.Matrix (20, 2000));
			Report.Value ("jagged", Callees.Jagged (30, 1000));
			Report.Value ("text", Callees.Text (300, 3000));
			Report.Value ("rotate", Callees.Rotate (1000000));
			Report.Value ("by reference", Callees.ByReference (100, 1000000));
			Report.Value ("in try", Callees.InTry (300, 300));
		}
		/* However fast the loops are: there were collections enough to find what they forget. */
		while (Callees.Collections <= 100)
			Callees.ByReference (100, 1000000);
		Callees.Stop = true;
		collector.Join ();
		Report.Value ("collections", Callees.Collections > 100);
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
