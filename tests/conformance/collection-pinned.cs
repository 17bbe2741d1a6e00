// Pinned locals: what they point to neither moves nor dies, though only numbers made of its address are in use
// (ECMA-335 II.7.1.2)
using System;
using System.Runtime.CompilerServices;
using System.Threading;

static class Callees {
	public static volatile bool Stop;

	[MethodImpl (MethodImplOptions.NoInlining)]
	static byte[] MakeBytes (int length)
	{
		var bytes = new byte [length];
		for (int i = 0; i < length; i++)
			bytes [i] = (byte) (i * 7 + 3);
		return bytes;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static int[] MakeNumbers (int length)
	{
		var numbers = new int [length];
		for (int i = 0; i < length; i++)
			numbers [i] = i * i;
		return numbers;
	}

	[MethodImpl (MethodImplOptions.NoInlining)] static string MakeText () { return new string ('x', 30) + "end"; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static unsafe long Encoded (long key, int length)
	{
		long sum = 0;
		fixed (byte *first = MakeBytes (length)) {
			long code = (long) first ^ key;
			Garbage.Collect ();
			for (int i = 0; i < length; i++)
				sum = sum * 31 + ((byte *) (code ^ key)) [i];
		}
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static unsafe long FarBelow (int distance)
	{
		long sum = 0;
		fixed (int *first = MakeNumbers (200)) {
			int *below = first - distance;
			Garbage.CollectAll ();
			for (int i = 0; i < 200; i++)
				sum = sum * 31 + below [i + distance];
		}
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static unsafe long Text (long key)
	{
		long sum = 0;
		fixed (char *first = MakeText ()) {
			long code = (long) first + key;
			Garbage.Collect ();
			for (int i = 0; i < 33; i++)
				sum = sum * 31 + ((char *) (code - key)) [i];
		}
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static unsafe long InFinally (long key)
	{
		long sum = 0, code;
		fixed (byte *first = MakeBytes (64)) {
			code = (long) first ^ key;
			try {
				Garbage.Collect ();
				if (key != 0)
					throw new InvalidOperationException ();
			} catch (InvalidOperationException) {
				Garbage.Collect ();
			} finally {
				Garbage.Collect ();
				for (int i = 0; i < 64; i++)
					sum = sum * 31 + ((byte *) (code ^ key)) [i];
			}
		}
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static unsafe bool Stays ()
	{
		var bytes = MakeBytes (100);
		fixed (byte *first = bytes) {
			long before = (long) first;
			Garbage.CollectAll ();
			Garbage.Collect ();
			fixed (byte *again = bytes)
				return before == (long) again && *again == 3;
		}
	}

	/* No call and no allocation in the loop: another thread's collections come with the polls. */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static unsafe long InLoop (long key, int rounds)
	{
		long sum = 0;
		fixed (byte *first = MakeBytes (500)) {
			long code = (long) first ^ key;
			for (int round = 0; round < rounds; round++)
				for (int i = 0; i < 500; i++)
					sum = sum * 31 + ((byte *) (code ^ key)) [i];
		}
		return sum;
	}
}

static class Callers {
	public static void Run ()
	{
		for (int i = 0; i < 5; i++) {
			Report.Value ("encoded", Callees.Encoded (0x5a5a5a5a5a5a5a00, 100 + i));
			Report.Value ("far below", Callees.FarBelow (100000 + i));
			Report.Value ("text", Callees.Text (0x123456789abc));
			Report.Value ("in finally", Callees.InFinally (0x7070707070707000));
			Report.Value ("stays", Callees.Stays ());
		}
		var collector = new Thread (() => {
			while (!Callees.Stop)
				Garbage.Collect ();
		});
		collector.Start ();
		for (int i = 0; i < 20; i++)
			Report.Value ("in loop", Callees.InLoop (0x3c3c3c3c3c3c3c00, 10000));
		Callees.Stop = true;
		collector.Join ();
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
