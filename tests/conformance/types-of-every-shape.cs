// Types and calls at the edges: structs of 9.9 and of 70 KB, fixed buffers, context-static fields in several contexts,
// variance, delegates to generic virtual methods, native functions with structs and error codes (ECMA-335 II.9.5, II.10,
// II.15.5)
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Remoting;
using System.Runtime.Remoting.Activation;
using System.Runtime.Remoting.Contexts;

public unsafe struct Huge {
	public int First;
	public fixed long Numbers [1240];
	public string Last;
}

/* Too large for an argument under mini: README.md. */
public unsafe struct Giant {
	public fixed byte Bytes [70000];
	public int Last;
}

public class Holder {
	public Huge Value;
	public static Huge Shared;
}

[StructLayout (LayoutKind.Sequential)]
public struct Division { public int Quotient, Remainder; }

[AttributeUsage (AttributeTargets.Class)]
public class OwnContextAttribute : ContextAttribute {
	public OwnContextAttribute () : base ("own") { }
	public override bool IsContextOK (Context context, IConstructionCallMessage message) { return false; }
}

/* Each object has a context of its own, and runs there. */
[OwnContext]
public class CalleesInContext : ContextBoundObject {
	[ContextStatic] static int number;
	[ContextStatic] static string text;
	[ContextStatic] static Division pair;
	static int all;

	public string Count (int by)
	{
		number += by;
		text = (text ?? "") + by;
		pair.Remainder += by;
		all += by;
		AddTo (ref number);
		return number + " " + text + " " + pair.Remainder + " " + all;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void AddTo (ref int number) { number += 1000; }
}

public static unsafe class CalleesHuge {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static Huge Make (int seed)
	{
		var made = new Huge { First = seed, Last = "last " + seed };
		for (int i = 0; i < 1240; i++)
			made.Numbers [i] = (long) seed * i;
		return made;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static Huge Change (Huge value, int index, ref Huge other)
	{
		value.Numbers [index] = -1;
		fixed (long *numbers = other.Numbers)
			numbers [index]--;
		other.Last += "!";
		return value;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static Giant MakeGiant (int seed)
	{
		var made = new Giant { Last = seed };
		made.Bytes [69999] = 7;
		return made;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int OfGiant (ref Giant value, Giant [] array)
	{
		Giant copy = value;
		copy.Last++;
		array [1] = copy;
		return copy.Bytes [69999] + array [0].Last + array [1].Last;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Describe (Huge value)
	{
		long sum = value.First;
		for (int i = 0; i < 1240; i++)
			sum += value.Numbers [i] * (i + 1);
		return sum + " " + value.Last;
	}
}

public interface ISource<out T> { T Get (); }
public interface ISink<in T> { string Put (T value); }
public class CalleesPipe<T> : ISource<T>, ISink<T> where T : class {
	T value;
	public T Get () { return value; }
	public string Put (T value) { this.value = value; return typeof (T).Name + " " + value; }
}

public class CalleesVisitor {
	public virtual string Visit<T> (T value) { return "base " + typeof (T).Name + " " + value; }
}
public class CalleesLoud : CalleesVisitor {
	public override string Visit<T> (T value) { return "loud " + typeof (T) + " " + base.Visit (value); }
}

static class Callers {
	[DllImport ("libc.so.6")] static extern Division div (int a, int b);
	[DllImport ("libc.so.6", SetLastError = true)] static extern int close (int descriptor);
	[DllImport ("libc.so.6", EntryPoint = "strlen")] static extern IntPtr Length (string text);

	static void Huges ()
	{
		Huge made = CalleesHuge.Make (3), copy = made;
		Report.Line (CalleesHuge.Describe (made));
		Huge changed = CalleesHuge.Change (made, 1239, ref copy);
		Report.Line (CalleesHuge.Describe (changed) + " " + CalleesHuge.Describe (copy) + " " + CalleesHuge.Describe (made));
		var holder = new Holder { Value = changed };
		Holder.Shared = copy;
		var array = new Huge [3];
		array [2] = holder.Value;
		array [0] = Holder.Shared;
		Garbage.Collect ();
		object box = array [2];
		Report.Line (CalleesHuge.Describe (array [0]) + " " + CalleesHuge.Describe ((Huge) box));
		Func<int, Huge> make = CalleesHuge.Make;
		Report.Line (CalleesHuge.Describe (make (5)) + " " + array [1].Last);
		Report.Throws ("null", () => Report.Line (((Holder) null).Value.Last));
	}

	static void Giants ()
	{
		Giant made = CalleesHuge.MakeGiant (5);
		Report.Value ("giant", CalleesHuge.OfGiant (ref made, new Giant [2]));
		object box = made;
		Report.Value ("boxed", ((Giant) box).Last);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static string Through (ISource<object> source, ISink<string> sink)
	{
		return sink.Put ("text") + ", " + source.Get ();
	}

	static void Variance ()
	{
		var strings = new CalleesPipe<string> ();
		var objects = new CalleesPipe<object> ();
		Report.Line (Through (strings, strings) + "; " + Through (objects, objects) + "; " + Through (strings, objects));
		Func<string> narrow = () => "narrow";
		Func<object> wide = narrow;
		Action<object> any = value => Report.Line ("any " + value);
		Action<string> one = any;
		one ("one");
		Report.Value ("wide", wide ());
		IEnumerable<object> all = new List<string> { "a", "b" };
		foreach (object each in all)
			Report.Value ("each", each);
		IComparer<object> comparer = Comparer<object>.Create ((a, b) => string.CompareOrdinal ((string) b, (string) a));
		var sorted = new List<string> { "x", "z", "y" };
		sorted.Sort (comparer);
		Report.Value ("sorted", sorted.ToArray ());
	}

	static void GenericDelegates ()
	{
		foreach (CalleesVisitor visitor in new [] { new CalleesVisitor (), new CalleesLoud () }) {
			Func<int, string> number = visitor.Visit;
			Func<string, string> text = visitor.Visit;
			Func<Division, string> pair = visitor.Visit;
			Report.Line (number (4) + "; " + text ("five") + "; " + pair (new Division { Quotient = 6 }));
		}
	}

	static void Native ()
	{
		Division division = div (-17, 5);
		Report.Line (division.Quotient + " " + division.Remainder + " " + Length ("seven€") + " " + Length (""));
		Report.Line (close (-1) + " " + Marshal.GetLastWin32Error ());
	}

	static void Contexts ()
	{
		var first = new CalleesInContext ();
		var second = new CalleesInContext ();
		Report.Value ("proxy", RemotingServices.IsTransparentProxy (first));
		for (int i = 1; i < 4; i++) {
			Report.Line (first.Count (i));
			Report.Line (second.Count (i * 10));
		}
	}

	public static void Run ()
	{
		Huges ();
		Giants ();
		Variance ();
		GenericDelegates ();
		Native ();
		Contexts ();
	}
}

static class Program {
	static void Main () { Callers.Run (); }
}
